"""What allauth would offer here and the portal does not: second steps, sessions and addresses change by acts that ask why and tell.

Its own modules are loaded first, so that they are not registered again after this.
"""

from allauth.account import admin as _addresses  # noqa: F401
from allauth.account.models import EmailAddress
from allauth.mfa import admin as _steps  # noqa: F401
from allauth.mfa.models import Authenticator
from allauth.usersessions import admin as _sessions  # noqa: F401
from allauth.usersessions.models import UserSession
from django.contrib import admin

admin.site.unregister([EmailAddress, Authenticator, UserSession])
