"""Django's sessions, one file. ENGINE is "cache" (Redis only) or "cached_db" (Redis in front of SQLite); run by gunicorn."""
import os

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

engine = os.environ["ENGINE"]
database = os.path.join(os.environ["SCRATCH"], "django.db")
settings.configure(
    DEBUG=False,
    SECRET_KEY="keyboard cat keyboard cat keyboard cat",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.sessions"],
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware"],
    SESSION_ENGINE="django.contrib.sessions.backends." + engine,
    CACHES={"default": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": "redis://%s/0" % os.environ["REDIS"]}},
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
)


def sign_in(request, n):
    request.session["user"] = {
        "sub": "6f9619ff-8b86-d011-b42d-%012x" % n,
        "name": "person.number%d@example.com" % n,
        "email": "person.number%d@example.com" % n,
        "role": "Administrator",
        "amr": "pwd otp",
        "provider": "Google",
    }
    return HttpResponse("")


def me(request):
    user = request.session.get("user")
    return HttpResponse(user["name"], content_type="text/plain") if user else HttpResponse(status=401)


urlpatterns = [
    path("anonymous", lambda request: HttpResponse("hello", content_type="text/plain")),
    path("sign-in/<int:n>", sign_in),
    path("me", me),
]
application = get_wsgi_application()
if engine == "cached_db":
    call_command("migrate", verbosity=0)
