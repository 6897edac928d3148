"""Runs a Dirac job with QCi's own client, as its documentation shows, and prints what came of it."""

import json
import sys

from qci_client import QciClient

client = QciClient(url=sys.argv[1], api_token="mock-api-token", compress=True)
polynomial = {
    "num_variables": 2,
    "min_degree": 1,
    "max_degree": 2,
    "data": [{"idx": [0, 1], "val": 1.0}, {"idx": [1, 2], "val": -2.0}],
}
file_id = client.upload_file(file={"file_name": "p", "file_config": {"polynomial": polynomial}})["file_id"]
job_body = client.build_job_body(
    job_type="sample-hamiltonian",
    job_params={"device_type": "dirac-3", "num_samples": 2, "relaxation_schedule": 1, "sum_constraint": 4},
    polynomial_file_id=file_id,
    job_name="job",
)
response = client.process_job(job_body=job_body, verbose=False)
metrics = client.get_job_metrics(job_id=response["job_info"]["job_id"])
second = client.submit_job(job_body=job_body)["job_id"]
client.cancel_job(job_id=second)
print(
    json.dumps(
        {
            "status": response["status"],
            "sums": [round(sum(solution), 6) for solution in response["results"]["solutions"]],
            "devices": sorted(metrics["job_metrics"]["time_ns"]["device"]),
            "seconds": client.get_allocations()["allocations"]["dirac"]["seconds"],
            "second": client.get_job_status(job_id=second)["status"],
            "downloaded": client.download_file(file_id=file_id)["file_config"]["polynomial"]["data"] == polynomial["data"],
        }
    )
)
