"""The version of the plugin API. A new minor part adds; a new major part may take away."""

API_VERSION = "1.0"
