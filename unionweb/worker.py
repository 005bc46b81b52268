"""The job worker: `huey_consumer unionweb.worker.huey -w 1 -k thread`. Pages never import this."""

from unionweb import create_app
from unionweb.kernel import jobs

huey = jobs.schedule(create_app())
