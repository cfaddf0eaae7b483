"""The production entry, which gunicorn serves with the settings in `floor.server.gunicorn_settings`."""

from floor.app import create_app

app = create_app()
app.extensions["floor"].start()
