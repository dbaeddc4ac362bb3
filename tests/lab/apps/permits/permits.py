"""Parking permits of a city: Django in one file on gunicorn; asks a registry without a time limit."""

import os

import requests
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import path

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {process} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
settings.configure(
    ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="lab-only", DEBUG=False, LOGGING=LOGGING, MIDDLEWARE=[]
)


def health(request):
    return JsonResponse({"status": "ok"})


def permit(request, plate):
    owner = requests.get(f"{os.environ['REGISTRY_URL']}/vehicles/{plate}").json()
    return JsonResponse({"plate": plate, "zone": "B", "owner": owner["owner"]})


urlpatterns = [path("health", health), path("permits/<str:plate>", permit)]
application = get_wsgi_application()
