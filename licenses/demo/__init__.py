"""The synthetic demo province: departments, people and organisations that cannot exist, and licence data."""
