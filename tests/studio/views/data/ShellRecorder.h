// A Shell that only remembers what a view asked of it.
#pragma once

#include "studio/kit/Sheet.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Actions.h"
#include "studio/shell/ViewHost.h"

#include <QStringList>
#include <QTemporaryDir>

namespace socle::studio {

class ShellRecorder final : public Shell
{
public:
    explicit ShellRecorder(QWidget *window)
        : m_window(window)
        , m_actions(window)
    {
    }

    View *open(const ViewTarget &target, OpenMode) override
    {
        opened.append(target);
        return nullptr;
    }

    View *open(const RecordRef &record, OpenMode) override
    {
        opened.append({QStringLiteral("data"), record.collection, record.record, {}});
        return nullptr;
    }

    View *openCollection(const QString &collection, OpenMode) override
    {
        opened.append({QStringLiteral("data"), collection, {}, {}});
        return nullptr;
    }

    void showInspector(View *, QWidget *panel, const QString &title) override
    {
        inspector = panel;
        inspectorTitle = title;
    }

    void setInspectorVisible(bool visible) override
    {
        isInspectorVisible = visible;
        if (inspector != nullptr) {
            inspector->setVisible(visible);
        }
    }

    void showSheet(Sheet *sheet) override { sheet->open(); }

    QWidget *window() override { return m_window; }

    void toast(Tone, const QString &text, const QString &, std::function<void()> action) override
    {
        toasts.append(text);
        toastAction = std::move(action);
    }

    void status(const QString &text) override { statuses.append(text); }

    void showBanner(const BannerText &banner) override { banners.append(banner); }

    void hideBanner(const QString &id) override
    {
        banners.removeIf([&id](const BannerText &banner) { return banner.id == id; });
    }

    Actions &actions() override { return m_actions; }

    Workspace &workspace() override { return **m_workspace; }

    QString connectionId() const override { return QStringLiteral("test"); }

    QList<ViewTarget> opened;
    QWidget *inspector = nullptr;
    QString inspectorTitle;
    bool isInspectorVisible = false;
    QStringList toasts;
    std::function<void()> toastAction;
    QStringList statuses;
    QList<BannerText> banners;

private:
    QTemporaryDir m_folder;
    Result<std::unique_ptr<Workspace>> m_workspace = Workspace::open(m_folder.path());
    QWidget *m_window;
    Actions m_actions;
};

} // namespace socle::studio
