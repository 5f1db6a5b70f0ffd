# A double of the file of this name in NixOS, which hosts import.
{ }
