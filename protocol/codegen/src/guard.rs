//! The tables that `protocol::guard` walks: every request and response as compact field kinds.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::{Context, Result, bail};

use crate::BANNER;
use crate::schema::{Field, Message, Struct, Type, Versions};
use crate::tables::Api;

/// In-memory size of what kafka-protocol or our structs decode a field to, in bytes.
fn memory(message: &Message, field: &Field) -> Result<usize> {
    let optional = !field.nullable.is_empty();
    Ok(match &field.ty {
        Type::String | Type::Bytes | Type::Records => 32,
        Type::Array(_) => 24,
        Type::Struct(name) => struct_memory(message, message.find(name)?)? + if optional { 8 } else { 0 },
        other => usize::from(other.fixed_size().context("fixed")?),
    })
}

fn struct_memory(message: &Message, item: &Struct) -> Result<usize> {
    let mut sum = 24; // unknown tagged fields
    for field in &item.fields {
        sum += memory(message, field)?;
    }
    Ok(sum.next_multiple_of(8))
}

struct Tables {
    fields: String,
    field_count: usize,
    shapes: String,
    shape_count: usize,
}

fn bound(range: Versions) -> (i16, i16) {
    if range.is_empty() { (127, -1) } else { (range.min, range.max.min(127)) }
}

fn add_struct(tables: &mut Tables, message: &Message, item: &Struct) -> Result<usize> {
    let mut rows = Vec::new();
    // Regular fields in order, then tagged ones, which the walk looks up by tag.
    for tagged_pass in [false, true] {
        for field in &item.fields {
            let range = if tagged_pass { field.tagged } else { field.versions.minus(field.tagged) };
            if range.is_empty() {
                continue;
            }
            rows.push(row(tables, message, field, range, tagged_pass)?);
        }
    }
    let start = tables.field_count;
    for row in &rows {
        writeln!(tables.fields, "    {row},")?;
    }
    tables.field_count += rows.len();
    let index = tables.shape_count;
    writeln!(
        tables.shapes,
        "    Shape {{ first: {start}, count: {}, memory: {} }}, // {}",
        rows.len(),
        struct_memory(message, item)?,
        item.name
    )?;
    tables.shape_count += 1;
    Ok(index)
}

fn row(
    tables: &mut Tables,
    message: &Message,
    field: &Field,
    range: Versions,
    tagged: bool,
) -> Result<String> {
    let kind = kind(tables, message, &field.ty)?;
    let (from, to) = bound(range);
    let (null_from, null_to) = bound(field.nullable);
    let tag = if tagged { i64::from(field.tag.context("tag")?) } else { -1 };
    Ok(format!(
        "Field {{ from: {from}, to: {to}, null_from: {null_from}, null_to: {null_to}, tag: {tag}, kind: {kind} }}"
    ))
}

fn kind(tables: &mut Tables, message: &Message, ty: &Type) -> Result<String> {
    Ok(match ty {
        Type::String => "Kind::String".into(),
        Type::Bytes | Type::Records => "Kind::Bytes".into(),
        Type::Struct(name) => format!("Kind::Struct({})", add_struct(tables, message, message.find(name)?)?),
        Type::Array(element) => match &**element {
            Type::Struct(name) => {
                format!("Kind::Structs({})", add_struct(tables, message, message.find(name)?)?)
            }
            Type::String => "Kind::Strings".into(),
            Type::Bytes | Type::Records | Type::Array(_) => bail!("{}: array of {element:?}", message.name),
            fixed => format!("Kind::FixedArray({})", fixed.fixed_size().context("fixed")?),
        },
        fixed => format!("Kind::Fixed({})", fixed.fixed_size().context("fixed")?),
    })
}

pub(crate) fn emit(messages: &BTreeMap<String, Message>, apis: &[Api]) -> Result<String> {
    let mut tables = Tables { fields: String::new(), field_count: 0, shapes: String::new(), shape_count: 0 };
    let mut bodies = String::new();
    for api in apis {
        write!(bodies, "    [")?;
        for side in ["Request", "Response"] {
            let name = format!("{}{side}", api.name);
            let message = messages.get(&name).with_context(|| name.clone())?;
            let shape = add_struct(&mut tables, message, &message.structs[0])?;
            let (flexible, _) = bound(message.flexible);
            write!(
                bodies,
                "Body {{ shape: {shape}, min: {}, max: {}, flexible: {flexible} }}, ",
                message.versions.min, message.versions.max
            )?;
        }
        writeln!(bodies, "], // {}", api.name)?;
    }
    let mut out = String::from(BANNER);
    writeln!(out, "use crate::guard::{{Body, Field, Kind, Shape}};\n")?;
    writeln!(out, "/// Request and response, in the order of `api_key::ALL`.")?;
    writeln!(out, "pub(crate) static BODIES: [[Body; 2]; {}] = [\n{bodies}];\n", apis.len())?;
    writeln!(out, "pub(crate) static SHAPES: [Shape; {}] = [\n{}];\n", tables.shape_count, tables.shapes)?;
    writeln!(out, "pub(crate) static FIELDS: [Field; {}] = [\n{}];", tables.field_count, tables.fields)?;
    Ok(out)
}
