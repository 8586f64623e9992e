#version 300 es
precision highp float;
precision highp int;
flat in uint v_row;
layout(location = 0) out uint id;
void main() { id = v_row; }
