"""The desk reopens parcels."""

from floor.packing import parcels
from floor.web.forms import decision, perform


@decision("/desk/parcels/<sscc:sscc>/reopen", "desk_reopen_parcel")
def reopen_parcel(sscc: str) -> str:
    perform(parcels.reopen_parcel, sscc)
    return "/desk/orders"
