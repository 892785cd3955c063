"""Poverty-reduction plans of Vietnamese communes: settings, addresses and the foundation of the house."""
