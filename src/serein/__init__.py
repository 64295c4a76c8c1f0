"""Serein: the platform with which a commune carries out its local-safety programme."""
