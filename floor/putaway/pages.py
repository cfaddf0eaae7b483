"""The desk's list of pick faces."""

from floor.putaway.face_lists import FACES
from floor.web.access import SUPERVISORS
from floor.web.list_pages import list_page

list_page("/desk/faces", FACES, "putaway/faces.html", roles=SUPERVISORS)
