"""Views of this app."""

from notifications.views.choices import mail_choices, mail_stop_by_link
from notifications.views.inbox import notification_list, notification_open, notification_read_all
from notifications.views.phones import phone_add, phone_confirm, phone_remove

__all__ = [
    "mail_choices",
    "mail_stop_by_link",
    "notification_list",
    "notification_open",
    "notification_read_all",
    "phone_add",
    "phone_confirm",
    "phone_remove",
]
