"""One page, from bytes to sightings: the gate, the cut, and the layers that hide more."""
