"""Divisions, grids and beats with every version of their outlines; import, topology gate, publication, alignment."""
