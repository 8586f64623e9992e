#version 300 es
// Puts a cell of the sheet on the screen; the row of the place goes to the fragments unchanged.
layout(location = 0) in vec2 cell;
layout(location = 1) in uvec2 row; // row, and sixteenths of a cell: x in the high half of the byte
uniform vec4 u_view; // centre in cells, clip units per cell
flat out uint v_row;
void main() {
    v_row = row.x;
    vec2 at = cell - 0.5 + vec2(row.y >> 4u, row.y & 15u) / 16.0;
    gl_Position = vec4((at - u_view.xy) * u_view.zw, 0.0, 1.0);
}
