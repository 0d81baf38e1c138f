using Bff.Support.Knowledge;

namespace Bff.Support;

/// <summary>The slice of customer service.</summary>
public static class SupportServices
{
    internal const string StaffAgent = "staff-agent", StaffEditor = "staff-editor";

    /// <summary>Registers the slice: its policies, JSON, hub, workers and encrypted columns.</summary>
    public static void AddSupport(this IServiceCollection services)
    {
        services.AddStaffPolicy(StaffAgent, "agent");
        services.AddStaffPolicy(StaffEditor, "editor");
        services.AddJson(SupportJson.Default, DeskJson.Default, KnowledgeApiJson.Default);
        services.AddSignalR(hub =>
        {
            hub.KeepAliveInterval = TimeSpan.FromSeconds(8);
            hub.ClientTimeoutInterval = TimeSpan.FromSeconds(20);
            hub.MaximumReceiveMessageSize = 16 * 1024;
        }).AddJsonProtocol(json =>
        {
            var options = json.PayloadSerializerOptions;
            options.TypeInfoResolverChain.Clear();
            foreach (var context in (System.Text.Json.Serialization.JsonSerializerContext[])[PlatformJson.Default, SupportJson.Default, DeskJson.Default]) options.TypeInfoResolverChain.Add(context);
        });
        services.AddOptions<SupportOptions>().BindConfiguration("Support").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SupportStore>();
        services.AddSingleton<SupportService>();
        services.AddSingleton<KnowledgeStore>();
        services.AddSingleton<KnowledgeDocuments>();
        services.AddSingleton<KnowledgeService>();
        services.AddSingleton<KnowledgeEditor>();
        services.AddSingleton<AgentDesk>();
        services.AddSingleton<SupportStream>();
        services.AddHostedService(provider => provider.GetRequiredService<SupportStream>());
        services.AddHostedService<SupportWorker>();
        services.AddHostedService<SupportListener>();
        services.AddSingleton(new EncryptedColumn("support.conversation", "comment_enc", "id", "hospital_id"));
        services.AddSingleton(new EncryptedColumn("support.message", "text_enc", "id", "hospital_id"));
        services.AddSingleton(new EncryptedColumn("support.message", "rating_enc", "id", "hospital_id"));
        services.AddSingleton(new EncryptedColumn("support.note", "text_enc", "id", "hospital_id"));
        services.AddSingleton(new EncryptedColumn("support.callback", "phone_enc", "id", "hospital_id"));
        services.AddSingleton(new EncryptedColumn("support.callback", "text_enc", "id", "hospital_id"));
    }
}
