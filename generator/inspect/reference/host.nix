# The least that a host with Frigate says: one camera, nothing else.
{
  services.frigate = {
    enable = true;
    hostname = "frigate.example.com";
    settings.cameras.front.ffmpeg.inputs = [
      {
        path = "rtsp://192.0.2.1:554/rtsp";
        roles = [
          "detect"
          "record"
        ];
      }
    ];
  };
}
