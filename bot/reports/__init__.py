"""Reports: rules, queries and cards that intake, desk and tracking share."""
