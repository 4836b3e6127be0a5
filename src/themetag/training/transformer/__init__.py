"""Training the transformer back end: torch and transformers here, onnxruntime alone where it serves."""
