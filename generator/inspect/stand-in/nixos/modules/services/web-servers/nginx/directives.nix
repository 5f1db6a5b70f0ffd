# nginx.conf in pieces: strings, or lists of them however deep.
lib: {
  # words, or lists of words
  directive = words: "${toString words};\n";
  block = head: body: "${head} {\n${lib.concatStrings (lib.flatten body)}}\n";
  # what the user wrote
  text = lines: "${lines}\n";
  when = lib.optional;
  onOff = value: if value then "on" else "off";
}
