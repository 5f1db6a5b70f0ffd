# The module in place of the one that comes with nixpkgs.
{
  disabledModules = [ "services/video/frigate.nix" ];
  imports = [ ./frigate.nix ];
}
