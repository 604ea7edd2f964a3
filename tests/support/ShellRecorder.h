// The window around a view under test: remembers what the view asked for and shows nothing.
//
// window() is a real widget of the size of a screenshot; the inspector's panel stands at its
// trailing edge, sheets open over it.
#pragma once

#include "studio/kit/Sheet.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Actions.h"
#include "studio/shell/Shell.h"
#include "studio/shell/View.h"
#include "tests/support/TempDir.h"

#include <QBoxLayout>
#include <QCoreApplication>
#include <QDir>
#include <QPixmap>
#include <QPointer>

namespace socle::studio {

class ShellRecorder final : public Shell
{
public:
    ShellRecorder()
    {
        m_window.resize(1440, 900);
        m_row.setContentsMargins(0, 0, 0, 0);
        m_row.setSpacing(0);
        auto made = Workspace::open(QString::fromStdString(m_folder.path().string()));
        if (made) {
            m_workspace = made.takeValue();
        }
    }

    ~ShellRecorder() override { delete m_view; }

    /// Puts the view into the window and shows it.
    void host(View *view)
    {
        m_view = view;
        m_row.insertWidget(0, view, 1);
        m_window.show();
        view->activated();
    }

    View *open(const ViewTarget &target, OpenMode) override
    {
        opened.push_back(target);
        return nullptr;
    }

    View *open(const RecordRef &record, OpenMode) override
    {
        openedRecords.push_back(record);
        return nullptr;
    }

    View *openCollection(const QString &collection, OpenMode) override
    {
        openedCollections.append(collection);
        return nullptr;
    }

    void showInspector(View *, QWidget *panel, const QString &title) override
    {
        if (m_panel != nullptr && m_panel != panel) {
            m_panel->hide();
            m_row.removeWidget(m_panel);
        }
        m_panel = panel;
        inspectorTitle = panel == nullptr ? QString() : title;
        if (panel != nullptr) {
            panel->setFixedWidth(layout::kInspector);
            m_row.addWidget(panel);
            panel->show();
        }
    }

    void setInspectorVisible(bool visible) override { isInspectorVisible = visible; }

    void showSheet(Sheet *sheet) override { sheet->open(); }

    QWidget *window() override { return &m_window; }

    void toast(Tone, const QString &text, const QString &, std::function<void()>) override
    {
        toasts.append(text);
    }

    void status(const QString &text) override { statuses.append(text); }

    void showBanner(const BannerText &banner) override { banners.append(banner.text); }

    void hideBanner(const QString &) override { }

    Actions &actions() override { return m_actions; }

    Workspace &workspace() override { return *m_workspace; }

    QString connectionId() const override { return QStringLiteral("test"); }

    QWidget *inspectorPanel() const { return m_panel; }

    /// Writes the window as it looks to $SOCLE_SHOTS, when that names a folder.
    void shot(const QString &name)
    {
        const QString folder = qEnvironmentVariable("SOCLE_SHOTS");
        if (!folder.isEmpty()) {
            QCoreApplication::processEvents(); // layouts settle first
            QDir().mkpath(folder);
            m_window.grab().save(folder + QLatin1Char('/') + name + QStringLiteral(".png"));
        }
    }

    std::vector<ViewTarget> opened;
    std::vector<RecordRef> openedRecords;
    QStringList openedCollections;
    QStringList toasts;
    QStringList statuses;
    QStringList banners;
    QString inspectorTitle;
    bool isInspectorVisible = false;

private:
    const test::TempDir m_folder;
    std::unique_ptr<Workspace> m_workspace;
    QWidget m_window;
    QHBoxLayout m_row{&m_window};
    Actions m_actions{&m_window};
    QPointer<QWidget> m_panel;
    QPointer<View> m_view;
};

} // namespace socle::studio
