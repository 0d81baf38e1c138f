using Bff.Accounts.Contract;
using Bff.Film.Corrections;
using Bff.Film.Ingest;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace Bff.Film.Dicomweb.Stow;

/// <summary>Takes in the parts of an upload one by one; a bad part does not sink the rest.</summary>
internal sealed class StowService(
    Reception reception, Deliveries deliveries, Replacements replacements, AccountsDirectory accounts, IOptions<FilmOptions> options)
{
    /// <summary>The hospital an upload belongs to: the caller's own, or the one it names if it may push for it; else null.</summary>
    public async Task<Guid?> HospitalAsync(Caller.Integrator caller, string? code, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(code)) return caller.HomeHospitalId;
        var hospitals = await accounts.HospitalsAsync(cancellationToken);
        return hospitals.Find(h => h.Code == code && caller.HospitalIds.Contains(h.Id))?.Id;
    }

    /// <summary>The hospital that staff within reach name; null: there is none.</summary>
    public async Task<Guid?> HospitalAsync(Reach reach, string? code, CancellationToken cancellationToken) =>
        (await accounts.HospitalsAsync(cancellationToken)).Find(h => h.Code == code && reach.Includes(h.Id))?.Id;

    /// <summary>Receives and stores the parts; nothing of a request that is refused or broken off is acknowledged.</summary>
    /// <param name="http">Of the sender, for what its rejection notes withdraw.</param>
    /// <param name="studyUid">The study all must belong to; null: any.</param>
    /// <exception cref="BadHttpRequestException">A part is larger than allowed (413).</exception>
    public Task<StowOutcome> StoreAsync(HttpContext http, Guid hospitalId, string? studyUid, MultipartReader parts) =>
        ReceiveAllAsync(parts, received => deliveries.StoreAsync(http, hospitalId, studyUid, received), http.RequestAborted);

    /// <summary>Receives files and has them take the place of those under the same SOP Instance UIDs.</summary>
    /// <inheritdoc cref="StoreAsync"/>
    public Task<StowOutcome> ReplaceAsync(HttpContext http, Guid hospitalId, string reason, MultipartReader parts) =>
        ReceiveAllAsync(parts, received => replacements.ReplaceAsync(http, hospitalId, reason, received), http.RequestAborted);

    private async Task<StowOutcome> ReceiveAllAsync(
        MultipartReader parts, Func<IReadOnlyList<ReceivedInstance>, Task<IReadOnlyList<StoredInstance>>> store,
        CancellationToken cancellationToken)
    {
        var received = new List<ReceivedInstance>();
        var refused = new List<StoredInstance>();
        try
        {
            while (await UploadBrokenException.GuardAsync(parts.ReadNextSectionAsync(cancellationToken)) is { } section)
            {
                if (received.Count + refused.Count == options.Value.MaxInstances) return new StowOutcome([], StowRefusal.TooManyInstances);
                var (instance, refusal) = await ReceiveAsync(section, cancellationToken);
                if (instance is not null) received.Add(instance);
                if (refusal is not null) refused.Add(refusal);
            }
        }
        catch (UploadBrokenException)
        {
            return new StowOutcome([], StowRefusal.MultipartMalformed);
        }
        if (received.Count + refused.Count == 0) return new StowOutcome([], StowRefusal.NoParts);
        return new StowOutcome([.. await store(received), .. refused]);
    }

    private async Task<(ReceivedInstance? Received, StoredInstance? Refused)> ReceiveAsync(
        MultipartSection section, CancellationToken cancellationToken)
    {
        if (section.ContentType is not { Length: > 0 } type || type.StartsWith("application/dicom", StringComparison.OrdinalIgnoreCase))
            return await reception.ReceiveAsync(section.Body, cancellationToken);
        await section.Body.DrainAsync(cancellationToken);
        return (null, StoredInstance.NotUnderstood("The part is not application/dicom."));
    }
}
