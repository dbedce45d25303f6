"""The crossing of the six professional with the 115 regional groups: who belongs to both, who met together."""
