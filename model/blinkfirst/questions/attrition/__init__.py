"""Who gives way first when waiting costs? `attrition`."""
