"""The core's pages. Each module is one blueprint: HTTP in, a service called, a template out."""

from __future__ import annotations

from flask import Flask

from marketplace.web import halfway
from marketplace.web.views import (
    about,
    autosaving,
    crawling,
    desk,
    desk_sectors,
    editing,
    embed,
    embed_line,
    feeds,
    files,
    home,
    intake,
    interests,
    listings,
    my_listings,
    news,
    notifications,
    oembed,
    operator_figures,
    operator_index,
    operator_jobs,
    operator_news,
    operator_organisations,
    operator_overview,
    operator_people,
    operator_plugins,
    operator_settings,
    operator_texts,
    readiness,
    search,
    starting,
    stashing,
    topics,
)


def setup(app: Flask) -> None:
    """Register the pages."""
    app.extensions["marketplace_rescues"] = {
        **dict.fromkeys(autosaving.RESCUED, autosaving.keep_signed_out),
        **dict.fromkeys(editing.RESCUED, editing.keep_and_sign_in),
        **dict.fromkeys(intake.RESCUED, intake.keep_and_sign_in),
        **dict.fromkeys(interests.RESCUED, interests.keep_and_sign_in),
        **dict.fromkeys(files.RESCUED, files.tell_what_was_typed),
        **dict.fromkeys(halfway.PAGES, halfway.rescue_small),
    }
    for module in (
        home,
        search,
        starting,
        stashing,
        listings,
        files,
        my_listings,
        interests,
        notifications,
        operator_index,
    ):
        app.register_blueprint(module.bp)
    for module in (embed, embed_line, oembed):
        app.register_blueprint(module.bp)
    for module in (operator_jobs, operator_people, operator_organisations, operator_plugins, operator_settings):
        app.register_blueprint(module.bp)
    for module in (
        operator_overview,
        operator_texts,
        operator_news,
        operator_figures,
        news,
        autosaving,
        readiness,
        intake,
    ):
        app.register_blueprint(module.bp)
    for module in (desk, desk_sectors, topics, about, feeds, crawling):
        app.register_blueprint(module.bp)
