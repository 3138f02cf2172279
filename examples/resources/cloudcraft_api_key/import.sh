# By the id of the key. Its value stays null, since Cloudcraft shows it at creation only.
terraform import cloudcraft_api_key.snapshots 5b0e2c9a-3f4d-4f43-9a55-2f6f3c1d7a10
