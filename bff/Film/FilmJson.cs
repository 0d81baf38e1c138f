using System.Text.Json;
using System.Text.Json.Serialization;
using Bff.Film.Corrections;
using Bff.Film.Links;
using Bff.Film.Office;
using Bff.Film.Patients;

namespace Bff.Film;

/// <summary>The slice's JSON over HTTP.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(NewLink))]
[JsonSerializable(typeof(LinkAnswer))]
[JsonSerializable(typeof(Page<LinkRow>))]
[JsonSerializable(typeof(Page<IngestRow>))]
[JsonSerializable(typeof(Page<PatientStudy>))]
[JsonSerializable(typeof(Page<FilmDay>))]
[JsonSerializable(typeof(Page<ClashRow>))]
[JsonSerializable(typeof(Page<WithdrawnRow>))]
[JsonSerializable(typeof(Page<OfficeStudy>))]
[JsonSerializable(typeof(Settlement))]
[JsonSerializable(typeof(Rejection))]
[JsonSerializable(typeof(Move))]
[JsonSerializable(typeof(Restoration))]
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(ManifestError))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class FilmJson : JsonSerializerContext;
