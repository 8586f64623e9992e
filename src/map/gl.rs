//! WebGL2: the only file that names it. An *id image* (which place is at each pixel) is drawn from
//! static triangles when the camera moves; colours come from a lookup texture in a second pass over
//! pixels, so that recolouring, hover and selection never touch geometry. It is a part of the
//! program: who has no graphics processor never fetches it.

use std::ops::Range;

use atlas::{
    Contours,
    mesh::{Mesh, Mesher},
};
use wasm_bindgen::JsCast;
use web_sys::{
    HtmlCanvasElement, WebGl2RenderingContext as Gl, WebGlContextAttributes, WebGlFramebuffer,
    WebGlProgram, WebGlShader, WebGlTexture, WebGlUniformLocation, WebGlVertexArrayObject,
};

use super::{
    appearance::{Appearance, Counts},
    gpu::{Drawable, Gpu},
};

/// Width of the tables of rows; 256 × 256 rows are the most that 16 bits number.
const TABLE: i32 = 256;

struct IdImage {
    texture: WebGlTexture,
    frame: WebGlFramebuffer,
    size: [i32; 2],
}

/// The GPU side of the map.
struct Renderer {
    mesher: Mesher,
    gl: Gl,
    ids: Program<1>,
    show: Program<13>,
    empty: WebGlVertexArrayObject,
    fill: WebGlTexture,
    marks: WebGlTexture,
    image: Option<IdImage>,
    /// Id pixels per screen pixel of the image.
    fine: i32,
    /// Work done since the start, for the budgets.
    counts: Counts,
}

/// Takes a canvas.
///
/// # Errors
/// A French sentence: no WebGL2, or a shader that the driver refuses.
pub(crate) fn take(canvas: &HtmlCanvasElement) -> Result<Box<dyn Gpu>, String> {
    Ok(Box::new(Renderer::new(canvas)?))
}

struct Program<const N: usize> {
    program: WebGlProgram,
    uniforms: [Option<WebGlUniformLocation>; N],
}

const ID_UNIFORMS: [&str; 1] = ["u_view"];
const SHOW_UNIFORMS: [&str; 13] = [
    "u_ids",
    "u_fill",
    "u_marks",
    "u_size",
    "u_fine",
    "u_hover",
    "u_sea",
    "u_ink",
    "u_commune",
    "u_group",
    "u_ring",
    "u_box",
    "u_hatch",
];

impl Renderer {
    fn new(canvas: &HtmlCanvasElement) -> Result<Self, String> {
        let none = || "Ce navigateur n’offre pas WebGL\u{a0}2.".to_owned();
        let attributes = WebGlContextAttributes::new();
        attributes.set_alpha(false);
        attributes.set_antialias(false);
        attributes.set_depth(false);
        attributes.set_stencil(false);
        let gl: Gl = canvas
            .get_context_with_context_options("webgl2", &attributes)
            .ok()
            .flatten()
            .and_then(|c| c.dyn_into().ok())
            .ok_or_else(none)?;
        let ids = Program::new(
            &gl,
            include_str!("shaders/id.vert"),
            include_str!("shaders/id.frag"),
            ID_UNIFORMS,
        )?;
        let show = Program::new(
            &gl,
            include_str!("shaders/show.vert"),
            include_str!("shaders/show.frag"),
            SHOW_UNIFORMS,
        )?;
        let fill = table(&gl, Gl::RGBA8, Gl::RGBA, &[0; 4]).ok_or_else(none)?;
        let marks = table(&gl, Gl::RG8UI, Gl::RG_INTEGER, &[0; 2]).ok_or_else(none)?;
        let empty = gl.create_vertex_array().ok_or_else(none)?;
        Ok(Self {
            mesher: Mesher::default(),
            gl,
            ids,
            show,
            empty,
            fill,
            marks,
            image: None,
            fine: 1,
            counts: Counts::default(),
        })
    }
}

impl Gpu for Renderer {
    fn upload(&mut self, contours: &Contours, rows: Range<u32>) -> Option<Drawable> {
        let mut mesh = Mesh::default();
        for row in rows {
            self.mesher.add(contours, row, &mut mesh);
        }
        let gl = &self.gl;
        let vao = gl.create_vertex_array()?;
        let buffers = [gl.create_buffer()?, gl.create_buffer()?];
        gl.bind_vertex_array(Some(&vao));
        gl.bind_buffer(Gl::ARRAY_BUFFER, Some(&buffers[0]));
        gl.buffer_data_with_array_buffer_view(
            Gl::ARRAY_BUFFER,
            &js_sys::Uint16Array::from(&mesh.vertices[..]),
            Gl::STATIC_DRAW,
        );
        gl.bind_buffer(Gl::ELEMENT_ARRAY_BUFFER, Some(&buffers[1]));
        gl.buffer_data_with_array_buffer_view(
            Gl::ELEMENT_ARRAY_BUFFER,
            &js_sys::Uint32Array::from(&mesh.indices[..]),
            Gl::STATIC_DRAW,
        );
        gl.enable_vertex_attrib_array(0);
        gl.vertex_attrib_pointer_with_i32(0, 2, Gl::UNSIGNED_SHORT, false, 8, 0);
        gl.enable_vertex_attrib_array(1);
        gl.vertex_attrib_i_pointer_with_i32(1, 2, Gl::UNSIGNED_SHORT, 8, 4);
        gl.bind_vertex_array(None);
        self.counts.geometry_bytes +=
            u32::try_from(mesh.vertices.len() * 2 + mesh.indices.len() * 4).unwrap_or(0);
        Some(Drawable { vao, indices: i32::try_from(mesh.indices.len()).unwrap_or(0) })
    }

    fn recolour(&mut self, rgba: &[[u8; 4]]) {
        self.counts.recolours += 1;
        self.counts.texture_bytes_last_recolour =
            fill_table(&self.gl, &self.fill, Gl::RGBA, rgba.as_flattened(), 4);
    }

    fn mark(&mut self, marks: &[[u8; 2]]) {
        fill_table(&self.gl, &self.marks, Gl::RG_INTEGER, marks.as_flattened(), 2);
    }

    fn draw_ids(
        &mut self,
        screen: [i32; 2],
        centre: [f64; 2],
        scale: f64,
        fine: i32,
        drawables: &[&Drawable],
    ) {
        let gl = self.gl.clone();
        let size = screen.map(|s| (s * fine).max(1));
        self.fine = fine;
        self.counts.draw_calls_last_frame = 0;
        self.counts.triangles_last_frame = 0;
        if self.image.as_ref().is_none_or(|i| i.size != size) {
            if let Some(old) = self.image.take() {
                gl.delete_framebuffer(Some(&old.frame));
                gl.delete_texture(Some(&old.texture));
            }
            self.image = IdImage::new(&gl, size);
        }
        let Some(image) = &self.image else { return };
        gl.bind_framebuffer(Gl::FRAMEBUFFER, Some(&image.frame));
        gl.viewport(0, 0, size[0], size[1]);
        gl.clear_bufferuiv_with_u32_array(Gl::COLOR, 0, &[65535, 0, 0, 0]);
        gl.use_program(Some(&self.ids.program));
        #[expect(clippy::cast_possible_truncation, reason = "the GPU works in 32 bits")]
        gl.uniform4f(
            self.ids.uniforms[0].as_ref(),
            centre[0] as f32,
            centre[1] as f32,
            (2.0 * scale / f64::from(screen[0])) as f32,
            // The image is stored bottom up: what is down on the sheet is down on the screen.
            (-2.0 * scale / f64::from(screen[1])) as f32,
        );
        for d in drawables {
            gl.bind_vertex_array(Some(&d.vao));
            gl.draw_elements_with_i32(Gl::TRIANGLES, d.indices, Gl::UNSIGNED_INT, 0);
            self.counts.draw_calls_last_frame += 1;
            self.counts.triangles_last_frame += u32::try_from(d.indices / 3).unwrap_or(0);
        }
        gl.bind_framebuffer(Gl::FRAMEBUFFER, None);
    }

    fn show(&mut self, appearance: &Appearance) {
        let Some(image) = &self.image else { return };
        let (gl, u) = (&self.gl, &self.show.uniforms);
        let fine = self.fine;
        gl.bind_framebuffer(Gl::FRAMEBUFFER, None);
        gl.viewport(0, 0, image.size[0] / fine, image.size[1] / fine);
        gl.use_program(Some(&self.show.program));
        for (unit, texture) in [&image.texture, &self.fill, &self.marks].into_iter().enumerate() {
            let unit = u32::try_from(unit).unwrap_or(0);
            gl.active_texture(Gl::TEXTURE0 + unit);
            gl.bind_texture(Gl::TEXTURE_2D, Some(texture));
            gl.uniform1i(u[unit as usize].as_ref(), i32::try_from(unit).unwrap_or(0));
        }
        gl.uniform2i(u[3].as_ref(), image.size[0] - 1, image.size[1] - 1);
        gl.uniform1i(u[4].as_ref(), fine);
        gl.uniform1ui(u[5].as_ref(), u32::from(appearance.hover));
        gl.uniform3f(u[6].as_ref(), appearance.sea[0], appearance.sea[1], appearance.sea[2]);
        gl.uniform3f(u[7].as_ref(), appearance.ink[0], appearance.ink[1], appearance.ink[2]);
        gl.uniform1f(u[8].as_ref(), appearance.commune);
        gl.uniform1f(u[9].as_ref(), appearance.group);
        let ring = appearance.ring * fine;
        gl.uniform1i(u[10].as_ref(), ring);
        #[expect(clippy::cast_precision_loss, reason = "pixels")]
        let (height, f) = (image.size[1] as f32, fine as f32);
        #[expect(clippy::cast_possible_truncation, reason = "pixels")]
        let edge = |v: f32, out: i32| (v.clamp(-1e6, 1e6) as i32).saturating_add(out * (ring + 1));
        let [l, t, r, b] = appearance.selection.map(|v| v * f);
        gl.uniform4i(
            u[11].as_ref(),
            edge(l, -1),
            edge(height - b, -1),
            edge(r, 1),
            edge(height - t, 1),
        );
        gl.uniform1f(u[12].as_ref(), appearance.hatch * f);
        gl.bind_vertex_array(Some(&self.empty));
        gl.draw_arrays(Gl::TRIANGLES, 0, 3);
        self.counts.draw_calls_last_frame += 1;
        self.counts.frames += 1;
    }

    fn counts(&self) -> Counts {
        self.counts
    }

    fn finish(&self) {
        let _ = self.gl.read_pixels_with_opt_u8_array(
            0,
            0,
            1,
            1,
            Gl::RGBA,
            Gl::UNSIGNED_BYTE,
            Some(&mut [0; 4]),
        );
    }
}

impl IdImage {
    fn new(gl: &Gl, size: [i32; 2]) -> Option<Self> {
        let texture = gl.create_texture()?;
        gl.active_texture(Gl::TEXTURE0);
        gl.bind_texture(Gl::TEXTURE_2D, Some(&texture));
        gl.tex_storage_2d(Gl::TEXTURE_2D, 1, Gl::R16UI, size[0], size[1]);
        nearest(gl);
        let frame = gl.create_framebuffer()?;
        gl.bind_framebuffer(Gl::FRAMEBUFFER, Some(&frame));
        gl.framebuffer_texture_2d(
            Gl::FRAMEBUFFER,
            Gl::COLOR_ATTACHMENT0,
            Gl::TEXTURE_2D,
            Some(&texture),
            0,
        );
        Some(Self { texture, frame, size })
    }
}

impl<const N: usize> Program<N> {
    fn new(gl: &Gl, vertex: &str, fragment: &str, names: [&str; N]) -> Result<Self, String> {
        let program = gl.create_program().ok_or("programme graphique refusé")?;
        for (kind, source) in [(Gl::VERTEX_SHADER, vertex), (Gl::FRAGMENT_SHADER, fragment)] {
            gl.attach_shader(&program, &shader(gl, kind, source)?);
        }
        gl.link_program(&program);
        if !gl.get_program_parameter(&program, Gl::LINK_STATUS).is_truthy() && !gl.is_context_lost()
        {
            return Err(format!(
                "Le pilote graphique refuse la carte\u{a0}: {}",
                gl.get_program_info_log(&program).unwrap_or_default()
            ));
        }
        let uniforms = names.map(|n| gl.get_uniform_location(&program, n));
        Ok(Self { program, uniforms })
    }
}

fn shader(gl: &Gl, kind: u32, source: &str) -> Result<WebGlShader, String> {
    let shader = gl.create_shader(kind).ok_or("programme graphique refusé")?;
    gl.shader_source(&shader, source);
    gl.compile_shader(&shader);
    if gl.get_shader_parameter(&shader, Gl::COMPILE_STATUS).is_truthy() || gl.is_context_lost() {
        return Ok(shader);
    }
    Err(format!(
        "Le pilote graphique refuse la carte\u{a0}: {}",
        gl.get_shader_info_log(&shader).unwrap_or_default()
    ))
}

fn table(gl: &Gl, internal: u32, format: u32, first: &[u8]) -> Option<WebGlTexture> {
    let texture = gl.create_texture()?;
    gl.bind_texture(Gl::TEXTURE_2D, Some(&texture));
    gl.tex_storage_2d(Gl::TEXTURE_2D, 1, internal, TABLE, TABLE);
    nearest(gl);
    let blank = first.repeat((TABLE * TABLE) as usize);
    fill_table(gl, &texture, format, &blank, first.len());
    Some(texture)
}

/// Uploads as many whole lines of the table as the rows need; returns the bytes sent.
fn fill_table(gl: &Gl, texture: &WebGlTexture, format: u32, bytes: &[u8], width: usize) -> u32 {
    let line = TABLE as usize * width;
    let lines = bytes.len().div_ceil(line);
    let mut padded = bytes.to_vec();
    padded.resize(lines * line, 0);
    gl.active_texture(Gl::TEXTURE0);
    gl.bind_texture(Gl::TEXTURE_2D, Some(texture));
    gl.pixel_storei(Gl::UNPACK_ALIGNMENT, 1);
    let lines = i32::try_from(lines).unwrap_or(0).min(TABLE);
    let sent = gl.tex_sub_image_2d_with_i32_and_i32_and_u32_and_type_and_opt_u8_array(
        Gl::TEXTURE_2D,
        0,
        0,
        0,
        TABLE,
        lines,
        format,
        Gl::UNSIGNED_BYTE,
        Some(&padded),
    );
    if sent.is_ok() { u32::try_from(padded.len()).unwrap_or(0) } else { 0 }
}

fn nearest(gl: &Gl) {
    let set = |name, value: u32| {
        gl.tex_parameteri(Gl::TEXTURE_2D, name, i32::try_from(value).unwrap_or(0))
    };
    set(Gl::TEXTURE_MIN_FILTER, Gl::NEAREST);
    set(Gl::TEXTURE_MAG_FILTER, Gl::NEAREST);
    set(Gl::TEXTURE_WRAP_S, Gl::CLAMP_TO_EDGE);
    set(Gl::TEXTURE_WRAP_T, Gl::CLAMP_TO_EDGE);
}
