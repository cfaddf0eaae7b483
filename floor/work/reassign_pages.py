"""The desk gives work to somebody else."""

from floor.web.forms import decision, given, perform, whole
from floor.work import assignment


@decision("/desk/work/<id:work_id>/reassign", "reassign_work")
def reassign_work(work_id: int) -> str:
    person = whole("person", 2**31 - 1) if given("person") else None
    perform(assignment.reassign, work_id, person)
    return f"/desk/work/{work_id}"
