"""The dual assignment: who is responsible in each network, why, and the same answer again from what was stored."""
