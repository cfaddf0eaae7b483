"""The production entry: `gunicorn wsgi:app`, with the settings in gunicorn.conf.py."""

from floor.app import create_app

app = create_app()
app.extensions["floor"].start()
