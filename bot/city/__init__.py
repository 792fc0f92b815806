"""The city as `city.yaml` describes it, its places and positions, working days, report codes."""
