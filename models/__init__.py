"""The nouns of the warehouse and the rules that protect them. Knows neither Flask nor `floor` nor `scanners`."""

from models.alerts import Alert
from models.approvals import Approval
from models.barcodes import BarcodeProposal
from models.base import Base, now
from models.carriers import Carrier, CarrierRule
from models.devices import Device
from models.events import Event, EventChain, Hint, Outbox, Webhook
from models.goods import Barcode, CartonType, Lot, Sku
from models.limits import Limit
from models.loads import Handover, Load
from models.order_words import OrderWord
from models.orders import Hold, Order, OrderLine
from models.packing import MisplacedGoods, PackSession, PackTote
from models.parcels import LabelPrint, Parcel, ParcelLabel, ParcelLine
from models.people import ApiToken, Person, SignIn
from models.picking import PickLine, PickTask, TaskTote
from models.places import Place
from models.printing import Printer, PrintJob
from models.profiles import DeviceProfile
from models.putaway import PutAwayTask
from models.radio import CountProposal, Reader, TagPass
from models.receipts import Receipt
from models.refused import Refused
from models.saved_views import SavedView
from models.stock import Allocation, Move, Quant, Serial
from models.warehouse import Warehouse
from models.waves import Wave
from models.weighed import InStoreForm
from models.work import Claim, Read, Step, Work

__all__ = [
    "Alert",
    "Allocation",
    "ApiToken",
    "Approval",
    "Barcode",
    "BarcodeProposal",
    "Base",
    "Carrier",
    "CarrierRule",
    "CartonType",
    "Claim",
    "CountProposal",
    "Device",
    "DeviceProfile",
    "Event",
    "EventChain",
    "Handover",
    "Hint",
    "Hold",
    "InStoreForm",
    "LabelPrint",
    "Limit",
    "Load",
    "Lot",
    "MisplacedGoods",
    "Move",
    "Order",
    "OrderLine",
    "OrderWord",
    "Outbox",
    "PackSession",
    "PackTote",
    "Parcel",
    "ParcelLabel",
    "ParcelLine",
    "Person",
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
    "SavedView",
    "Serial",
    "SignIn",
    "Sku",
    "Step",
    "TagPass",
    "TaskTote",
    "Warehouse",
    "Wave",
    "Webhook",
    "Work",
    "now",
]
