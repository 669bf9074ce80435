//! Rust text of one struct: declaration, builders, `write`, `read`, traits.

use std::fmt::Write;

use anyhow::{Context, Result, bail};

use crate::schema::{Field, Message, Struct, Type, Versions};

/// Kafka's `CamelCase` names in snake case: `LastKnownElr` → `last_known_elr`, `KRaft` → `k_raft`.
pub(crate) fn snake(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (i, c) in chars.iter().enumerate() {
        if c.is_ascii_uppercase() {
            let after_lower = i > 0 && !chars[i - 1].is_ascii_uppercase();
            let before_lower = i > 0 && chars.get(i + 1).is_some_and(char::is_ascii_lowercase);
            if after_lower || before_lower {
                out.push('_');
            }
        }
        out.push(c.to_ascii_lowercase());
    }
    match out.as_str() {
        "type" | "match" => format!("_{out}"),
        _ => out,
    }
}

fn show(range: Versions, valid: Versions) -> String {
    let max = range.max.min(valid.max);
    if range.min == max { format!("{max}") } else { format!("{}-{max}", range.min) }
}

/// Rust condition on `v` for `range`, given that `v` is in `valid`; `None` when always true.
fn condition(range: Versions, valid: Versions) -> Option<String> {
    let low = range.min <= valid.min;
    let high = range.max >= valid.max;
    match (low, high) {
        _ if range.is_empty() => Some("false".into()),
        (true, true) => None,
        (false, true) => Some(format!("v >= {}", range.min)),
        (true, false) => Some(format!("v <= {}", range.max)),
        (false, false) => Some(format!("({}..={}).contains(&v)", range.min, range.max)),
    }
}

/// Newtypes that the kafka-protocol crate uses for fields with a declared meaning.
fn entity_type(field: &Field, newtypes: bool) -> Option<&'static str> {
    if !newtypes {
        return None;
    }
    match field.entity.as_deref()? {
        "brokerId" => Some("BrokerId"),
        "groupId" => Some("GroupId"),
        "producerId" => Some("ProducerId"),
        "topicName" => Some("TopicName"),
        "transactionalId" => Some("TransactionalId"),
        _ => None,
    }
}

fn rust_type(ty: &Type, entity: Option<&str>) -> String {
    match ty {
        Type::Array(element) => format!("Vec<{}>", rust_type(element, entity)),
        Type::Struct(name) => name.clone(),
        _ if entity.is_some() => entity.unwrap_or_default().to_string(),
        Type::Bool => "bool".into(),
        Type::Int8 => "i8".into(),
        Type::Int16 => "i16".into(),
        Type::Uint16 => "u16".into(),
        Type::Int32 => "i32".into(),
        Type::Uint32 => "u32".into(),
        Type::Int64 => "i64".into(),
        Type::Float64 => "f64".into(),
        Type::String => "StrBytes".into(),
        Type::Bytes | Type::Records => "Bytes".into(),
        Type::Uuid => "Uuid".into(),
    }
}

fn default_value(field: &Field, entity: Option<&str>) -> Result<String> {
    let optional = !field.nullable.is_empty();
    let plain = match (field.default.as_deref(), &field.ty) {
        (Some("null"), _) if optional => return Ok("None".into()),
        (None | Some(""), Type::Bool) => "false".into(),
        (None | Some(""), Type::Float64) => "0.0".into(),
        (
            None | Some(""),
            Type::Int8 | Type::Int16 | Type::Uint16 | Type::Int32 | Type::Uint32 | Type::Int64,
        ) => "0".into(),
        (None | Some(""), _) => "Default::default()".to_string(),
        (Some(text), Type::Bool) => text.to_string(),
        (Some(text), Type::Int8 | Type::Int16 | Type::Uint16 | Type::Int32 | Type::Uint32 | Type::Int64) => {
            text.to_string()
        }
        (Some(text), ty) => bail!("{}: default {text} for {ty:?}", field.name),
    };
    let plain = match entity {
        Some(name) if plain != "Default::default()" && !matches!(field.ty, Type::Array(_)) => {
            format!("{name}({plain})")
        }
        _ => plain,
    };
    Ok(if optional { format!("Some({plain})") } else { plain })
}

/// Expression that is true when the field differs from its default.
fn differs(field: &Field, entity: Option<&str>) -> Result<String> {
    let name = snake(&field.name);
    let default = default_value(field, entity)?;
    Ok(match (&field.ty, default.as_str()) {
        (_, "None") => format!("self.{name}.is_some()"),
        (Type::Bool, "false") => format!("self.{name}"),
        (Type::Bool, "true") => format!("!self.{name}"),
        (Type::Array(_) | Type::String | Type::Bytes | Type::Records, "Default::default()")
            if entity.is_none() || matches!(field.ty, Type::Array(_)) =>
        {
            format!("!self.{name}.is_empty()")
        }
        (Type::Struct(ty), "Some(Default::default())") => format!("self.{name} != Some({ty}::default())"),
        (Type::Struct(ty), "Default::default()") => format!("self.{name} != {ty}::default()"),
        (Type::Uuid, "Default::default()") => format!("!self.{name}.is_nil()"),
        (_, "Default::default()") => {
            format!("self.{name} != {}::default()", rust_type(&field.ty, entity))
        }
        (_, value) => format!("self.{name} != {value}"),
    })
}

/// Statement that writes `place` (an expression of type reference or place) of type `ty`.
fn write_value(ty: &Type, entity: Option<&str>, place: &str, flex: &str) -> String {
    let inner = if entity.is_some() { format!("{place}.0") } else { place.to_string() };
    match ty {
        Type::Bool => format!("w.put(&[u8::from({inner})]);"),
        Type::Int8
        | Type::Int16
        | Type::Uint16
        | Type::Int32
        | Type::Uint32
        | Type::Int64
        | Type::Float64 => {
            format!("w.put(&{inner}.to_be_bytes());")
        }
        Type::Uuid => format!("w.put({inner}.as_bytes());"),
        Type::String => format!("put_string(w, &{inner}, {flex})?;"),
        Type::Bytes | Type::Records => format!("put_bytes(w, &{inner}, {flex})?;"),
        Type::Struct(_) => format!("{place}.write(w, v)?;"),
        Type::Array(element) => {
            let item = match &**element {
                Type::Bool
                | Type::Int8
                | Type::Int16
                | Type::Uint16
                | Type::Int32
                | Type::Uint32
                | Type::Int64
                | Type::Float64
                    if entity.is_none() =>
                {
                    write_value(element, entity, "item", flex).replace("u8::from(item)", "u8::from(*item)")
                }
                _ => write_value(element, entity, "item", flex),
            };
            format!(
                "put_count(w, {place}.len(), {flex})?;\n        for item in &{place} {{\n            {item}\n        }}"
            )
        }
    }
}

fn read_value(ty: &Type, entity: Option<&str>, flex: &str, buf: &str) -> String {
    let plain = match ty {
        Type::Bool => format!("get_i8({buf})? != 0"),
        Type::Int8 => format!("get_i8({buf})?"),
        Type::Int16 => format!("get_i16({buf})?"),
        Type::Uint16 => format!("get_i16({buf})? as u16"),
        Type::Int32 => format!("get_i32({buf})?"),
        Type::Uint32 => format!("get_i32({buf})? as u32"),
        Type::Int64 => format!("get_i64({buf})?"),
        Type::Float64 => format!("f64::from_bits(get_i64({buf})? as u64)"),
        Type::Uuid => format!("get_uuid({buf})?"),
        Type::String => format!("get_string({buf}, {flex})?"),
        Type::Bytes | Type::Records => format!("get_bytes({buf}, {flex})?"),
        Type::Struct(name) => return format!("{name}::read({buf}, v)?"),
        Type::Array(element) => {
            let item = read_value(element, entity, flex, "b");
            let item = match item.strip_suffix('?') {
                Some(call) if entity.is_none() => call.to_string(),
                _ => format!("Ok({item})"),
            };
            return format!("get_array({buf}, {flex}, |b| {item})?");
        }
    };
    match entity {
        Some(name) => format!("{name}({plain})"),
        None => plain,
    }
}

fn read_nullable(ty: &Type, entity: Option<&str>, flex: &str, buf: &str, tagged: bool) -> Result<String> {
    let plain = match ty {
        Type::String => format!("get_nullable_string({buf}, {flex})?"),
        Type::Bytes | Type::Records => format!("get_nullable_bytes({buf}, {flex})?"),
        Type::Struct(name) if tagged => {
            format!("if get_uvarint({buf})? == 0 {{ None }} else {{ Some({name}::read({buf}, v)?) }}")
        }
        Type::Struct(name) => {
            format!("if get_i8({buf})? < 0 {{ None }} else {{ Some({name}::read({buf}, v)?) }}")
        }
        Type::Array(_) => {
            let call = read_value(ty, entity, flex, buf);
            return Ok(call.replacen("get_array", "get_nullable_array", 1));
        }
        other => bail!("nullable {other:?}"),
    };
    Ok(match entity {
        Some(name) => format!("{plain}.map({name})"),
        None => plain,
    })
}

/// What a struct is emitted with: its message's versions and whether newtypes are used.
pub(crate) struct Emitter<'a> {
    pub message: &'a Message,
    pub newtypes: bool,
}

impl Emitter<'_> {
    fn flex(&self, field: &Field) -> String {
        if field.never_flexible || self.message.flexible.is_empty() {
            return "false".into();
        }
        condition(self.message.flexible, self.message.versions).map_or("true".into(), |_| "flex".into())
    }

    pub(crate) fn emit(&self, item: &Struct, out: &mut String) -> Result<()> {
        self.declaration(item, out)?;
        self.builders(item, out)?;
        self.default_impl(item, out)?;
        let valid = self.message.versions;
        writeln!(out, "impl Wire for {} {{", item.name)?;
        self.write_fn(item, out)?;
        self.read_fn(item, out)?;
        writeln!(out, "}}\n")?;
        writeln!(out, "impl_message!({}, {}, {});\n", item.name, valid.min, valid.max)?;
        Ok(())
    }

    fn declaration(&self, item: &Struct, out: &mut String) -> Result<()> {
        if item.name == self.message.name {
            writeln!(
                out,
                "/// Kafka's `{}`, versions {}.",
                item.name,
                show(item.versions, self.message.versions)
            )?;
        } else {
            writeln!(
                out,
                "/// `{}` in [`{}`], versions {}.",
                item.name,
                self.message.name,
                show(item.versions, self.message.versions)
            )?;
        }
        writeln!(out, "#[derive(Debug, Clone, PartialEq)]\npub struct {} {{", item.name)?;
        for field in &item.fields {
            writeln!(
                out,
                "    /// `{}`, versions {}{}.",
                field.name,
                show(field.versions, self.message.versions),
                match field.tag {
                    Some(tag) => format!(", tag {tag}"),
                    None => String::new(),
                }
            )?;
            writeln!(out, "    pub {}: {},", snake(&field.name), self.field_type(field))?;
        }
        writeln!(out, "    /// Tagged fields this version of Kavka has no name for.")?;
        writeln!(out, "    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,\n}}\n")?;
        Ok(())
    }

    fn field_type(&self, field: &Field) -> String {
        let ty = rust_type(&field.ty, entity_type(field, self.newtypes));
        if field.nullable.is_empty() { ty } else { format!("Option<{ty}>") }
    }

    fn builders(&self, item: &Struct, out: &mut String) -> Result<()> {
        writeln!(out, "impl {} {{", item.name)?;
        for field in &item.fields {
            let name = snake(&field.name);
            writeln!(out, "    /// Sets `{name}`.\n    #[must_use]")?;
            writeln!(
                out,
                "    pub fn with_{}(mut self, value: {}) -> Self {{",
                name.trim_start_matches('_'),
                self.field_type(field)
            )?;
            writeln!(out, "        self.{name} = value;\n        self\n    }}")?;
        }
        writeln!(out, "    /// Sets `unknown_tagged_fields`.\n    #[must_use]")?;
        writeln!(
            out,
            "    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {{"
        )?;
        writeln!(out, "        self.unknown_tagged_fields = value;\n        self\n    }}\n}}\n")?;
        Ok(())
    }

    fn default_impl(&self, item: &Struct, out: &mut String) -> Result<()> {
        writeln!(out, "impl Default for {} {{\n    fn default() -> Self {{\n        Self {{", item.name)?;
        for field in &item.fields {
            let default = default_value(field, entity_type(field, self.newtypes))?;
            writeln!(out, "            {}: {default},", snake(&field.name))?;
        }
        writeln!(out, "            unknown_tagged_fields: BTreeMap::new(),\n        }}\n    }}\n}}\n")?;
        Ok(())
    }

    fn flex_binding(&self) -> Option<String> {
        if self.message.flexible.is_empty() {
            return None;
        }
        condition(self.message.flexible, self.message.versions).map(|c| format!("        let flex = {c};\n"))
    }

    fn write_fn(&self, item: &Struct, out: &mut String) -> Result<()> {
        let mut body = String::new();
        for field in &item.fields {
            let untagged = field.versions.minus(field.tagged);
            if !untagged.is_empty() {
                self.write_field(field, untagged, &mut body)?;
            } else if field.tagged.is_empty() {
                bail!("{}: no versions", field.name);
            }
            self.refuse_absent(field, &mut body)?;
        }
        self.write_tags(item, &mut body)?;
        let flex = self.flex_binding().filter(|_| body.contains("flex"));
        writeln!(out, "    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {{")?;
        out.push_str(&flex.unwrap_or_default());
        out.push_str(&body);
        writeln!(out, "        Ok(())\n    }}\n")?;
        Ok(())
    }

    fn write_field(&self, field: &Field, range: Versions, body: &mut String) -> Result<()> {
        let statement = self.write_statement(field, range, false)?;
        match condition(range, self.message.versions) {
            None => writeln!(body, "        {statement}")?,
            Some(c) => writeln!(body, "        if {c} {{\n        {statement}\n        }}")?,
        }
        Ok(())
    }

    fn write_statement(&self, field: &Field, range: Versions, tagged: bool) -> Result<String> {
        let entity = entity_type(field, self.newtypes);
        let flex = self.flex(field);
        let name = snake(&field.name);
        if field.nullable.is_empty() {
            return Ok(write_value(&field.ty, entity, &format!("self.{name}"), &flex));
        }
        let some = write_value(&field.ty, entity, "value", &flex)
            .replace("in &value ", "in value ")
            .replace("&value,", "value,");
        let (mark_some, mark_none) = match (&field.ty, tagged) {
            (Type::Struct(_), false) => ("w.put(&[1]);", "w.put(&[0xff]);".to_string()),
            (Type::Struct(_), true) => ("put_uvarint(w, 1);", "put_uvarint(w, 0);".to_string()),
            (Type::Array(_), _) => ("", format!("put_null_count(w, {flex});")),
            (Type::String, _) => ("", format!("put_null_string(w, {flex});")),
            _ => ("", format!("put_null_bytes(w, {flex});")),
        };
        let none = match condition(field.nullable.and(range), range) {
            None => format!("None => {mark_none}"),
            Some(c) if c == "false" => format!("None => return Err(CodecError::Null(\"{}\")),", field.name),
            Some(c) => format!(
                "None if {c} => {mark_none}\n            None => return Err(CodecError::Null(\"{}\")),",
                field.name
            ),
        };
        Ok(format!(
            "match &self.{name} {{\n            Some(value) => {{ {mark_some} {some} }}\n            {}\n        }}",
            none.replace(";", ",").replace(")),,", ")),")
        ))
    }

    /// A value that the version cannot carry is an error, unless Kafka's schema says to drop it.
    fn refuse_absent(&self, field: &Field, body: &mut String) -> Result<()> {
        if field.ignorable {
            return Ok(());
        }
        if let Some(present) = condition(field.versions, self.message.versions) {
            let differs = differs(field, entity_type(field, self.newtypes))?;
            writeln!(
                body,
                "        if !({present}) && {differs} {{\n            return Err(CodecError::NotInVersion {{ field: \"{}\", version: v }});\n        }}",
                field.name
            )?;
        }
        Ok(())
    }

    fn write_tags(&self, item: &Struct, body: &mut String) -> Result<()> {
        let flexible = self.message.flexible;
        if flexible.is_empty() {
            return Ok(());
        }
        let mut tagged: Vec<&Field> = item.fields.iter().filter(|f| !f.tagged.is_empty()).collect();
        tagged.sort_by_key(|f| f.tag);
        let (open, close) = match condition(flexible, self.message.versions) {
            None => (String::new(), ""),
            Some(_) => ("        if flex {\n".to_string(), "        }\n"),
        };
        body.push_str(&open);
        if tagged.is_empty() {
            writeln!(body, "        put_tags(w, &self.unknown_tagged_fields)?;")?;
            body.push_str(close);
            return Ok(());
        }
        writeln!(body, "        let mut known = 0;")?;
        let mut present = Vec::new();
        for field in &tagged {
            let differs = differs(field, entity_type(field, self.newtypes))?;
            let here = match condition(field.tagged, flexible.and(self.message.versions)) {
                None => differs,
                Some(c) => format!("{c} && {differs}"),
            };
            writeln!(
                body,
                "        let has_{} = {here};\n        known += u32::from(has_{0});",
                snake(&field.name).trim_start_matches('_')
            )?;
            present.push(here);
        }
        writeln!(body, "        put_uvarint(w, known + self.unknown_tagged_fields.len() as u32);")?;
        let mut from = 0;
        for field in &tagged {
            let tag = field.tag.with_context(|| format!("{}: tag", field.name))?;
            let statement = self.write_statement(field, field.tagged, true)?;
            writeln!(body, "        put_unknown(w, &self.unknown_tagged_fields, {from}..{tag})?;")?;
            writeln!(
                body,
                "        if has_{} {{\n            put_tag(w, {tag}, |w| {{\n            {statement}\n            Ok(())\n            }})?;\n        }}",
                snake(&field.name).trim_start_matches('_')
            )?;
            from = tag + 1;
        }
        writeln!(body, "        put_unknown(w, &self.unknown_tagged_fields, {from}..i32::MAX)?;")?;
        body.push_str(close);
        Ok(())
    }

    fn read_fn(&self, item: &Struct, out: &mut String) -> Result<()> {
        let mut body = String::new();
        for field in &item.fields {
            self.read_field(field, &mut body)?;
        }
        self.read_tags(item, &mut body)?;
        writeln!(body, "        Ok(Self {{")?;
        for field in &item.fields {
            writeln!(body, "            {},", snake(&field.name))?;
        }
        writeln!(body, "            unknown_tagged_fields,\n        }})")?;
        let flex = self.flex_binding().filter(|_| body.contains("flex"));
        writeln!(out, "    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {{")?;
        out.push_str(&flex.unwrap_or_default());
        out.push_str(&body);
        writeln!(out, "    }}")?;
        Ok(())
    }

    fn read_field(&self, field: &Field, body: &mut String) -> Result<()> {
        let entity = entity_type(field, self.newtypes);
        let name = snake(&field.name);
        let untagged = field.versions.minus(field.tagged);
        let default = default_value(field, entity)?;
        let mutable = if field.tagged.is_empty() { "" } else { "mut " };
        if untagged.is_empty() {
            writeln!(body, "        let mut {name}: {} = {default};", self.field_type(field))?;
            return Ok(());
        }
        let value = self.read_expression(field, untagged, "buf", false)?;
        let expression = match condition(untagged, self.message.versions) {
            None => value,
            Some(c) => format!("if {c} {{ {value} }} else {{ {default} }}"),
        };
        writeln!(body, "        let {mutable}{name}: {} = {expression};", self.field_type(field))?;
        Ok(())
    }

    fn read_expression(&self, field: &Field, range: Versions, buf: &str, tagged: bool) -> Result<String> {
        let entity = entity_type(field, self.newtypes);
        let flex = self.flex(field);
        let plain = read_value(&field.ty, entity, &flex, buf);
        if field.nullable.is_empty() {
            return Ok(plain);
        }
        Ok(match condition(field.nullable.and(range), range) {
            None => read_nullable(&field.ty, entity, &flex, buf, tagged)?,
            Some(c) if c == "false" => format!("Some({plain})"),
            Some(c) => {
                format!(
                    "if {c} {{ {} }} else {{ Some({plain}) }}",
                    read_nullable(&field.ty, entity, &flex, buf, tagged)?
                )
            }
        })
    }

    fn read_tags(&self, item: &Struct, body: &mut String) -> Result<()> {
        let flexible = self.message.flexible;
        if flexible.is_empty() {
            writeln!(body, "        let unknown_tagged_fields = BTreeMap::new();")?;
            return Ok(());
        }
        let tagged: Vec<&Field> = item.fields.iter().filter(|f| !f.tagged.is_empty()).collect();
        let call = if tagged.is_empty() {
            "get_tags(buf, |_, _| Ok(false))?".to_string()
        } else {
            let mut arms = String::new();
            for field in tagged {
                let tag = field.tag.with_context(|| format!("{}: tag", field.name))?;
                let here = condition(field.tagged, flexible.and(self.message.versions))
                    .map_or(String::new(), |c| format!(" if {c}"));
                let value = self.read_expression(field, field.tagged, "b", true)?;
                writeln!(arms, "                {tag}{here} => {} = {value},", snake(&field.name))?;
            }
            format!(
                "get_tags(buf, |tag, b| {{\n            match tag {{\n{arms}                _ => return Ok(false),\n            }}\n            Ok(true)\n        }})?"
            )
        };
        match condition(flexible, self.message.versions) {
            None => writeln!(body, "        let unknown_tagged_fields = {call};")?,
            Some(_) => writeln!(
                body,
                "        let unknown_tagged_fields = if flex {{\n        {call}\n        }} else {{ BTreeMap::new() }};"
            )?,
        }
        Ok(())
    }
}
