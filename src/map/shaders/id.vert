#version 300 es
// Puts a cell of the sheet on the screen; the row of the place goes to the fragments unchanged.
layout(location = 0) in vec2 cell;
layout(location = 1) in uint row;
uniform vec4 u_view; // centre in cells, clip units per cell
flat out uint v_row;
void main() {
    v_row = row;
    gl_Position = vec4((cell - u_view.xy) * u_view.zw, 0.0, 1.0);
}
