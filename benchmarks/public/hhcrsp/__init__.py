"""Home Health Care Routing and Scheduling (Mankowska et al. 2014), in the JSON of Ceschia et al. (2024)."""
