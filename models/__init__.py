"""The nouns of the warehouse and the rules that protect them. Knows neither Flask nor `floor` nor `scanners`."""

from models.adjustments import StockAdjustment
from models.alerts import Alert
from models.approvals import Approval
from models.assembly import AssembleTask
from models.barcodes import BarcodeProposal
from models.base import Base, now
from models.carriers import Carrier, CarrierRule
from models.channel_messages import ChannelMessage
from models.channels import Channel
from models.counting import CountLine, CountTask, CycleCount
from models.devices import Device
from models.events import Event, EventChain, Hint, Outbox, Webhook
from models.goods import Barcode, CartonType, Lot, Sku
from models.goods_receipts import GoodsReceipt, GoodsReceiptLine
from models.kits import KitComponent
from models.limits import Limit
from models.loads import Handover, Load
from models.mailboxes import Mailbox
from models.moving import MoveTask
from models.order_checks import OrderCheck
from models.order_files import FiledOrder, OrderFile
from models.order_words import OrderWord
from models.orders import Hold, Order, OrderKit, OrderLine
from models.packing import MisplacedGoods, PackSession, PackTote
from models.parcels import LabelPrint, Parcel, ParcelLabel, ParcelLine
from models.people import ApiToken, Person, SignIn
from models.phone_orders import PhoneOrder
from models.photos import Photo
from models.pick_faces import PickFace
from models.picking import PickLine, PickTask, TaskTote
from models.places import Place
from models.printing import Printer, PrintJob
from models.profiles import DeviceProfile
from models.putaway import PutAwayTask
from models.radio import CountProposal, Reader, TagPass
from models.receipts import Receipt
from models.refused import Refused
from models.refused_addresses import RefusedAddress
from models.replenishment import ReplenishTask
from models.saved_views import SavedView
from models.stock import Allocation, Move, Quant, Serial
from models.stock_holds import StockHold
from models.stock_levels import StockLevel
from models.stock_takes import StockTake
from models.told import MailServer, MailTemplate, Telling
from models.warehouse import Warehouse
from models.waves import Wave
from models.weighed import InStoreForm
from models.work import Claim, Read, Step, Work

__all__ = [
    "Alert",
    "Allocation",
    "ApiToken",
    "Approval",
    "AssembleTask",
    "Barcode",
    "BarcodeProposal",
    "Base",
    "Carrier",
    "CarrierRule",
    "CartonType",
    "Channel",
    "ChannelMessage",
    "Claim",
    "CountLine",
    "CountProposal",
    "CountTask",
    "CycleCount",
    "Device",
    "DeviceProfile",
    "Event",
    "EventChain",
    "FiledOrder",
    "GoodsReceipt",
    "GoodsReceiptLine",
    "Handover",
    "Hint",
    "Hold",
    "InStoreForm",
    "KitComponent",
    "LabelPrint",
    "Limit",
    "Load",
    "Lot",
    "MailServer",
    "MailTemplate",
    "Mailbox",
    "MisplacedGoods",
    "Move",
    "MoveTask",
    "Order",
    "OrderCheck",
    "OrderFile",
    "OrderKit",
    "OrderLine",
    "OrderWord",
    "Outbox",
    "PackSession",
    "PackTote",
    "Parcel",
    "ParcelLabel",
    "ParcelLine",
    "Person",
    "PhoneOrder",
    "Photo",
    "PickFace",
    "PickLine",
    "PickTask",
    "Place",
    "PrintJob",
    "Printer",
    "PutAwayTask",
    "Quant",
    "Read",
    "Reader",
    "Receipt",
    "Refused",
    "RefusedAddress",
    "ReplenishTask",
    "SavedView",
    "Serial",
    "SignIn",
    "Sku",
    "Step",
    "StockAdjustment",
    "StockHold",
    "StockLevel",
    "StockTake",
    "TagPass",
    "TaskTote",
    "Telling",
    "Warehouse",
    "Wave",
    "Webhook",
    "Work",
    "now",
]
