"""Runs the job of dirac-problem.ts with QCi's own client, so that its requests can be recorded."""

import sys

from qci_client import QciClient
from qci_client.optimization import client as optimization

optimization.RESULTS_CHECK_INTERVAL_S = 0.01

VARIABLES = 160
data = [
    {"idx": [j + 1, i + 1], "val": (i * 7 + j * 3) % 11 - 5}
    for i in range(VARIABLES)
    for j in range(i + 1)
]
polynomial = {"num_variables": VARIABLES, "min_degree": 2, "max_degree": 2, "data": data}

# One worker: the parts are sent in their order.
client = QciClient(url=sys.argv[1], api_token="mock-api-token", max_workers=1)
file = {"file_name": "polynomial.json", "file_config": {"polynomial": polynomial}}
file_id = client.upload_file(file=file)["file_id"]
job_body = client.build_job_body(
    job_type="sample-hamiltonian-integer",
    job_params={"device_type": "dirac-3", "num_samples": 2, "num_levels": [3] * VARIABLES},
    polynomial_file_id=file_id,
)
print(client.process_job(job_body=job_body, verbose=False)["status"])
