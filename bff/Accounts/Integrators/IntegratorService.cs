using System.Net;
using System.Text.RegularExpressions;
using Bff.Accounts.Contract;
using Bff.Accounts.People;

namespace Bff.Accounts.Integrators;

/// <summary>Decides what a new hospital system must look like and which hospitals an administrator may give it.</summary>
internal sealed partial class IntegratorService(IntegratorStore store, PeopleStore people)
{
    public const string NetworksWanted = "应为 1 到 100 个地址段，例如 10.8.0.0/16。";

    public async Task<IntegratorResult> CreateAsync(Reach reach, NewIntegrator body, CancellationToken cancellationToken)
    {
        if (Check(body) is { Count: > 0 } errors) return new IntegratorResult.Invalid(errors);
        var reachable = (await people.HospitalsAsync(reach, cancellationToken)).Select(h => h.Code).ToHashSet();
        if (!body.HospitalCodes!.All(reachable.Contains)) return new IntegratorResult.Refused(IntegratorRefusal.HospitalUnknown);
        var app = new NewApp(body.AppId!, body.Name!.Trim(), [.. body.HospitalCodes!.Distinct()], Networks(body.Networks)!);
        return await store.CreateAsync(app, cancellationToken);
    }

    public const string RightsWanted = "应为 film.withdraw（撤回本院影像），或为空。";

    private static readonly string[] KnownRights = ["film.withdraw"];

    /// <summary>The rights, each once; null when one is not known.</summary>
    public static string[]? Rights(IReadOnlyList<string>? texts) =>
        texts is { Count: <= 10 } && texts.All(KnownRights.Contains) ? [.. texts.Distinct()] : null;

    /// <summary>Parses CIDR notation; null when any entry is not a network.</summary>
    public static IPNetwork[]? Networks(IReadOnlyList<string>? texts)
    {
        if (texts is not { Count: > 0 and <= 100 }) return null;
        var networks = new IPNetwork[texts.Count];
        for (var i = 0; i < texts.Count; i++)
        {
            if (texts[i] is not { } text || WrittenNetwork.Read(text, out _) is not { } network) return null;
            networks[i] = network;
        }
        return networks;
    }

    private static List<(string Field, string Message)> Check(NewIntegrator body)
    {
        var errors = new List<(string, string)>();
        if (body.AppId is null || !AppIdPattern().IsMatch(body.AppId)) errors.Add(("appId", "应为 3 到 40 个小写字母、数字或短横线。"));
        if (body.Name is null || body.Name.Trim().Length < 2 || !ShortText.IsLine(body.Name, 100)) errors.Add(("name", "应为 2 到 100 个字。"));
        if (body.HospitalCodes is not { Count: > 0 and <= 100 }) errors.Add(("hospitalCodes", "至少选择一家医院。"));
        if (Networks(body.Networks) is null) errors.Add(("networks", NetworksWanted));
        return errors;
    }

    [GeneratedRegex(@"^[a-z0-9-]{3,40}\z")]
    private static partial Regex AppIdPattern();
}
