"""The barest Flask page: what any page of any site costs at least."""

from flask import Flask

app = Flask("plain")
app.add_url_rule("/", view_func=lambda: "<!doctype html><title>Plain</title><p>A page.")
