"""The desk unlocks people who mistyped their PIN too often."""

from floor.people import sign_in
from floor.web.forms import decision, given, perform


@decision("/desk/people/unlock", "unlock_person")
def unlock_person() -> str:
    perform(sign_in.unlock, given("badge"))
    return "/desk/people"
