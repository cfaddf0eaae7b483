"""The production entry: `gunicorn wsgi:app`, with the settings in gunicorn.conf.py."""

from floor.app import create_app
from floor.live import go_live

app = create_app()
stop = go_live(app)
