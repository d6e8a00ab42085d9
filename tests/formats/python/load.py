"""Loads models.py as an application does. Every warning is an error."""

import importlib
import json
import sys
import warnings

warnings.simplefilter("error")
sys.path.insert(0, sys.argv[1])
models = importlib.import_module("models")
base = models.BaseModel
found = [each for each in vars(models).values() if isinstance(each, type) and issubclass(each, base) and each is not base]
for model in found:
    model.model_json_schema()
print(json.dumps({"models": len(found)}))
