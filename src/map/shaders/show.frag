#version 300 es
// Gives each pixel of the id image its colour. Borders are where ids differ: drawn once, never double.
precision highp float;
precision highp int;
precision highp usampler2D;
uniform usampler2D u_ids;
uniform sampler2D u_fill;   // per row: colour, alpha 0 = no data
uniform usampler2D u_marks; // per row: département, 1 where selected
uniform ivec2 u_size;       // last pixel of the id image
uniform int u_fine;         // id pixels per screen pixel, an axis
uniform uint u_hover;
uniform vec3 u_sea;
uniform vec3 u_ink;
uniform float u_commune;    // opacity of commune borders
uniform float u_group;      // opacity of département borders
uniform int u_ring;         // half width of the outline of the selection, id pixels
uniform ivec4 u_box;        // where the selection is, id pixels, outline included
uniform float u_hatch;      // distance of hatches in id pixels, 0 = plain
out vec4 colour;

const uint NONE = 65535u;
const vec3 HATCH_PAPER = vec3(0.945, 0.937, 0.914);
const vec3 HATCH_LINE = vec3(0.62, 0.62, 0.61);

uint id_at(ivec2 p) { return texelFetch(u_ids, clamp(p, ivec2(0), u_size), 0).r; }
uvec4 mark(uint id) { return texelFetch(u_marks, ivec2(int(id & 255u), int(id >> 8u)), 0); }
bool chosen(ivec2 p) { uint id = id_at(p); return id != NONE && mark(id).g == 1u; }

vec3 plain(uint id, ivec2 p) {
    if (id == NONE) return u_sea;
    vec4 fill = texelFetch(u_fill, ivec2(int(id & 255u), int(id >> 8u)), 0);
    vec3 c = fill.rgb;
    if (fill.a < 0.5) {
        c = HATCH_PAPER;
        if (u_hatch > 0.0 && mod(float(p.x + u_size.y - p.y), u_hatch) < u_hatch * 0.3) c = HATCH_LINE;
    }
    return id == u_hover ? mix(c, vec3(1.0), 0.28) : c;
}

vec3 shade(ivec2 p) {
    uint id = id_at(p);
    vec3 c = plain(id, p);
    if (u_commune > 0.0 || u_group > 0.0) {
        uint right = id_at(p + ivec2(1, 0)), below = id_at(p - ivec2(0, 1)); // the image is stored bottom up
        if (right != id || below != id) {
            bool sea = id == NONE || right == NONE || below == NONE;
            uint g = id == NONE ? 255u : mark(id).r;
            bool group = !sea && (mark(right).r != g || mark(below).r != g);
            if (group) c = mix(c, u_ink, u_group);
            else if (!sea) c = mix(c, vec3(1.0), u_commune);
        }
    }
    if (u_ring > 0 && p.x >= u_box.x && p.y >= u_box.y && p.x <= u_box.z && p.y <= u_box.w) {
        // Ink just inside the selection, a white halo just outside.
        bool inside = chosen(p);
        bool edge = false;
        for (int r = 1; r <= 4; r++) {
            if (r > u_ring) break;
            edge = edge || chosen(p + ivec2(r, 0)) != inside || chosen(p - ivec2(r, 0)) != inside
                || chosen(p + ivec2(0, r)) != inside || chosen(p - ivec2(0, r)) != inside;
        }
        if (edge) c = inside ? u_ink : vec3(1.0);
    }
    return c;
}

void main() {
    ivec2 p = ivec2(gl_FragCoord.xy) * u_fine;
    vec3 sum = vec3(0.0);
    for (int j = 0; j < 2; j++) {
        if (j >= u_fine) break;
        for (int i = 0; i < 2; i++) {
            if (i >= u_fine) break;
            sum += shade(p + ivec2(i, j));
        }
    }
    colour = vec4(sum / float(u_fine * u_fine), 1.0);
}
