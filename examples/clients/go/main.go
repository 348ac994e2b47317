// An OLT adapter that uses Ponkeeper's server for what VOLTHA's libraries techprofile and resource
// manager do. It needs nothing but Go's standard library.
//
//	olt-adapter [flags] start DEVICE_INFO   registers the OLT and reads back what it has
//	olt-adapter [flags] add PON SERIAL      gives an ONU its id and a service
//	olt-adapter [flags] remove PON SERIAL   deletes its services and releases its id
//	olt-adapter [flags] follow EVENTS       tells changes until it has told so many; 0 for no end
//
// Each can be repeated at any time. The token, if the server wants one, is in PONKEEPER_TOKEN.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"time"
)

func main() {
	server := flag.String("server", "http://127.0.0.1:8765", "URL of Ponkeeper's server")
	technology := flag.String("technology", "XGS-PON", "GPON, XGPON, XGS-PON or EPON")
	olt := flag.String("olt", "olt-go", "device id of the OLT")
	template := flag.Uint("template", 64, "template of the service")
	after := flag.String("after", "", "bookmark of the last change that was handled")
	limit := flag.Duration("limit", time.Minute, "when to give up; follow has no limit")
	loseAnswers := flag.Bool("lose-answers", false, "lose every second answer, to show that repeating is safe")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	client := &Client{URL: *server, Token: os.Getenv("PONKEEPER_TOKEN"), HTTP: &http.Client{}}
	if *loseAnswers {
		client.HTTP.Transport = &answersLost{network: http.DefaultTransport}
	}
	adapter := &Adapter{Client: client, Technology: *technology, OLT: *olt}
	if err := run(ctx, adapter, uint32(*template), *after, *limit, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "olt-adapter:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, adapter *Adapter, template uint32, after string, limit time.Duration, words []string) error {
	if len(words) == 2 && words[0] == "follow" {
		events, err := number(words[1])
		if err != nil {
			return err
		}
		return follow(ctx, adapter, after, int(events))
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	switch {
	case len(words) == 2 && words[0] == "start":
		return start(ctx, adapter, words[1])
	case len(words) == 3 && words[0] == "add":
		pon, err := number(words[1])
		if err != nil {
			return err
		}
		return add(ctx, adapter, pon, words[2], template)
	case len(words) == 3 && words[0] == "remove":
		pon, err := number(words[1])
		if err != nil {
			return err
		}
		return adapter.RemoveONU(ctx, pon, words[2])
	}
	flag.Usage()
	return errors.New("give start DEVICE_INFO, add PON SERIAL, remove PON SERIAL or follow EVENTS")
}

func start(ctx context.Context, adapter *Adapter, file string) error {
	deviceInfo, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := adapter.Register(ctx, deviceInfo); err != nil {
		return err
	}
	return readBack(ctx, adapter)
}

// readBack is what an adapter does at its start, and whenever changes were missed.
func readBack(ctx context.Context, adapter *Adapter) error {
	services, err := adapter.Instances(ctx, adapter.olt())
	if err != nil {
		return err
	}
	fmt.Printf("%s has %d services\n", adapter.OLT, len(services))
	for _, service := range services {
		fmt.Printf("%s of %s: Alloc-ID %d, GEM ports %v\n", service.Path, service.ONUOwner, service.AllocID, service.GemPortIDs)
	}
	return nil
}

func add(ctx context.Context, adapter *Adapter, pon uint32, serial string, template uint32) error {
	onu, err := adapter.AddONU(ctx, pon, serial)
	if err != nil {
		return err
	}
	fmt.Printf("%s is ONU %d of PON %d\n", serial, onu, pon)
	service, err := adapter.AddService(ctx, pon, onu, 0, template)
	if err != nil {
		return err
	}
	fmt.Println(service.Path)
	for _, schedulers := range []Schedulers{service.UpstreamSchedulers, service.DownstreamSchedulers} {
		for _, s := range schedulers.TrafficScheds {
			fmt.Printf("  %s scheduler: Alloc-ID %d, %s\n", s.Direction, s.AllocID, s.Scheduler.Policy)
		}
	}
	for _, queues := range []Queues{service.UpstreamQueues, service.DownstreamQueues} {
		for _, q := range queues.TrafficQueues {
			fmt.Printf("  %s queue: GEM port %d, p-bits %s, %s, priority %d, weight %d\n",
				q.Direction, q.GemPortID, q.PbitMap, q.Policy, q.Priority, q.Weight)
		}
	}
	return nil
}

func follow(ctx context.Context, adapter *Adapter, after string, most int) error {
	told := 0
	err := adapter.Follow(ctx, after, func(event ChangeEvent) bool {
		if event.Begun {
			fmt.Println("following")
		}
		if event.Resync {
			if err := readBack(ctx, adapter); err != nil {
				fmt.Println("cannot read what there is:", err)
			}
		}
		for _, change := range event.Changes {
			fmt.Printf("%s %s (after %s)\n", change.Kind, change.Name, event.Bookmark)
		}
		if len(event.Changes) > 0 {
			told++
		}
		return most == 0 || told < most
	})
	if ctx.Err() != nil {
		return nil // Ctrl-C
	}
	return err
}

func sleep(ctx context.Context, pause time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(pause):
	}
}
