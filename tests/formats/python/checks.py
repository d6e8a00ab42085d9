"""Asks a class whether it takes each of the rows. Prints JSON."""

import json
import sys
import warnings

warnings.simplefilter("error")

from pydantic import ValidationError

sys.path.insert(0, sys.argv[1])
import models

with open(sys.argv[1] + "/input.json") as file:
    given = json.load(file)
model = getattr(models, given["model"])


def accepts(row):
    try:
        model.model_validate(row)
        return True
    except ValidationError:
        return False


print(json.dumps({"accepted": [accepts(row) for row in given["rows"]]}))
