"""Where the files that ship with the code are served from."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Names with a hash of the content, so that a browser may keep them for ever; compressed once, when collected."""

    # No rewriting of imports between ES modules: ours is one file, and django-htmx carries modules whose imports lead nowhere.
    support_js_module_import_aggregation = False
