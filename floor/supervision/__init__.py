"""The live board, the desk and the wall screen: what supervisors see and decide."""
