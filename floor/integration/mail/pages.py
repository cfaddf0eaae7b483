"""Desk: the mail server, and the words of mails with a look at how they come out."""

from flask import abort
from werkzeug.wrappers import Response as AnyResponse

from floor.core.languages import LANGUAGES
from floor.integration.mail.api import SetTemplate, all_templates, previewed, server_state
from floor.integration.mail.templates import VARIABLES, words_for
from floor.web.access import SUPERVISORS, current_services
from floor.web.blueprints import pages
from floor.web.drawing import asked, drawn
from floor.web.endpoint import page
from floor.web.forms import form
from models import MailTemplate
from models.told import MAILS, SECURITIES


@page(pages, "GET", "/desk/mail", roles=SUPERVISORS)
def mail() -> str:
    with current_services().database.reading() as session:
        server = server_state(session)
    return drawn("integration/mail.html", server=server, securities=SECURITIES, **all_templates())


@page(pages, "GET", "/desk/mail/template", roles=SUPERVISORS)
def mail_template() -> str:
    event, language = asked("event"), asked("language")
    if event not in MAILS or language not in LANGUAGES:
        abort(404)
    with current_services().database.reading() as session:
        subject, text = words_for(session, event, language)
        own = session.get(MailTemplate, (event, language)) is not None
    said = SetTemplate(event=event, language=language, subject=subject, text=text)
    return _drawn(said, own=own)


def _drawn(said: SetTemplate, *, own: bool) -> str:
    return drawn(
        "integration/mail_template.html", typed=said, own=own, variables=VARIABLES, preview=previewed(said)
    )


def _as_it_is(page: str) -> str | AnyResponse:
    return page


@page(pages, "POST", "/desk/mail/template/preview", roles=SUPERVISORS)
@form(_as_it_is, SetTemplate)
def preview_template(body: SetTemplate) -> str:
    """What was typed, and how it comes out; nothing of it is kept."""
    return _drawn(body, own=False)
